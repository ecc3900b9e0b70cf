// The pages work without this file; with it they are quicker.
import "htmx.org";
import { startAccount } from "./js/account.js";
import { startCart } from "./js/cart.js";
import { startHours } from "./js/hours.js";
import { startLists } from "./js/lists.js";
import { startMenu } from "./js/menu.js";
import { startSuggestions } from "./js/suggestions.js";
import { startTheme } from "./js/theme-button.js";

startTheme();
startMenu();
startSuggestions();
startLists();
startHours();
startAccount();
startCart();
