// A form that came back with errors: take the reader to the list of them.
document.querySelector("[data-error-summary]")?.focus();
