// Defines <clientele-table>.
import { define } from "./clientele-table.js";

define();
