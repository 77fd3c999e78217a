from django.urls import path

from questions.views import browse, quizzes, results

urlpatterns = [
    path("decks/", browse.decks, name="decks"),
    path("decks/<slug:slug>/", browse.deck, name="deck"),
    path("decks/<slug:slug>/print/", browse.print_deck, name="deck_print"),
    path("cards/<slug:slug>/", browse.card, name="card"),
    path("quizzes/", quizzes.history, name="quizzes"),
    path("quizzes/new/", quizzes.new, name="quiz_new"),
    path("quizzes/<uuid:attempt_id>/<int:position>/", quizzes.question, name="quiz_question"),
    path("quizzes/<uuid:attempt_id>/<int:position>/resume/", quizzes.resume, name="quiz_resume"),
    path("quizzes/<uuid:attempt_id>/finish/", quizzes.finish, name="quiz_finish"),
    path("quizzes/<uuid:attempt_id>/results/", results.results, name="quiz_results"),
    path("quizzes/<uuid:attempt_id>/retry/", results.retry, name="quiz_retry"),
    path("quizzes/<uuid:attempt_id>/discard/", quizzes.discard, name="quiz_discard"),
]
