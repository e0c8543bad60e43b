// Beside every piece of code: a button that copies it. Before printing: everything is opened.
for (const code of document.querySelectorAll("pre.code")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.setAttribute("aria-label", "Copy this code");
  const told = document.createElement("span");
  told.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code.textContent);
      told.textContent = "Copied";
    } catch {
      // Pages that came over plain HTTP have no clipboard: what is selected can be copied by hand.
      getSelection().selectAllChildren(code);
      told.textContent = "Selected: press Ctrl+C";
    }
  });
  code.before(button, " ", told);
}
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details")) {
    details.open = true;
  }
});
