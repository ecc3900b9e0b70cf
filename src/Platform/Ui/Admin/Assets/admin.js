// The admin's own script: small, and the pages can be read without it.
import "htmx.org";
import { startAsking } from "./js/asking.js";
import { startLegs } from "./js/books-legs.js";
import { startSerials } from "./js/buy-serials.js";
import { startCamera } from "./js/camera.js";
import { startFollow } from "./js/desk-follow.js";
import { startPreview } from "./js/goods-preview.js";
import { startRows } from "./js/goods-rows.js";
import { startTree } from "./js/goods-tree.js";
import { startGuard } from "./js/guard.js";
import { startLists } from "./js/lists.js";
import { startSearch } from "./js/search.js";
import { startShell } from "./js/shell.js";

startShell();
startSearch();
startAsking();
startGuard();
startLists();
startFollow();
startRows();
startPreview();
startTree();
startLegs();
startSerials();
startCamera();
