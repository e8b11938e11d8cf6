/* The arrow keys lead to the page before and after, as the links do. */

const WAYS = { ArrowLeft: "prev", ArrowRight: "next" };

document.addEventListener("keydown", (event) => {
  const way = WAYS[event.key];
  if (!way || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  document.querySelector(`.sheet-ways [rel="${way}"]`)?.click();
});
