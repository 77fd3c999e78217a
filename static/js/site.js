// What every page has: its keys, its menus, and what is said while one waits.
import "./keys.js";
import "./menu.js";
import "./near.js";
import "./sending.js";
