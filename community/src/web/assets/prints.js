// A button that prints is there where it can.
"use strict";
for (const button of document.querySelectorAll("button.prints")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
