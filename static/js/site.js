// What every page has: its keys, its menus, its theme, and what is said while one waits.
import "./keys.js";
import "./menu.js";
import "./sending.js";
import "./theme.js";
