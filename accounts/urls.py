from django.contrib.auth import views as auth
from django.urls import path

from accounts.views import cards, dashboard, data, notes, registration, settings, study

urlpatterns = [
    path("", dashboard.home, name="home"),
    path("study/", study.study, name="study"),
    path("study/undo/", study.undo, name="study_undo"),
    path("progress/", dashboard.progress, name="progress"),
    path("notes/", notes.listing, name="notes"),
    path("cards/<slug:slug>/note/", notes.save, name="note"),
    path("cards/<slug:slug>/bookmark/", notes.bookmark, name="bookmark"),
    path("cards/<slug:slug>/schedule/", cards.schedule, name="card_schedule"),
    path("cards/<slug:slug>/reset/", cards.reset, name="card_reset"),
    path("progress/cards/", dashboard.cards, name="progress_cards"),
    path("accounts/signup/", registration.signup, name="signup"),
    path(
        "accounts/login/",
        auth.LoginView.as_view(
            template_name="accounts/login.html", redirect_authenticated_user=True
        ),
        name="login",
    ),
    path("accounts/logout/", registration.LogOut.as_view(), name="logout"),
    path(
        "accounts/password_change/",
        auth.PasswordChangeView.as_view(template_name="accounts/password_change.html"),
        name="password_change",
    ),
    path(
        "accounts/password_change/done/",
        auth.PasswordChangeDoneView.as_view(template_name="accounts/password_change_done.html"),
        name="password_change_done",
    ),
    path("accounts/password_reset/", registration.PasswordReset.as_view(), name="password_reset"),
    path(
        "accounts/password_reset/done/",
        auth.PasswordResetDoneView.as_view(template_name="accounts/password_reset_done.html"),
        name="password_reset_done",
    ),
    path(
        "accounts/reset/<uidb64>/<token>/",
        auth.PasswordResetConfirmView.as_view(template_name="accounts/password_reset_confirm.html"),
        name="password_reset_confirm",
    ),
    path(
        "accounts/reset/done/",
        auth.PasswordResetCompleteView.as_view(
            template_name="accounts/password_reset_complete.html"
        ),
        name="password_reset_complete",
    ),
    path("accounts/settings/", settings.settings, name="settings"),
    path("accounts/plan/", settings.plan, name="plan"),
    path("accounts/export/", data.export, name="export"),
    path("accounts/export/reviews.csv", data.export_reviews, name="export_reviews"),
    path("accounts/import/", data.import_data, name="import"),
    path("accounts/delete/", settings.delete, name="delete_account"),
]
