// What every page has: its keys, its menus, what is said while one waits, and what is
// forgotten at a log-out.
import "./keys.js";
import "./menu.js";
import "./near.js";
import "./sending.js";
import "./drafts.js"; // after what may stop a form
