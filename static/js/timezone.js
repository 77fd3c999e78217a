// Sign-up: offer the browser's own time zone; the settings can change it.
const field = document.querySelector("[data-timezone]");
if (field) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
