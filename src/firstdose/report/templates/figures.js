"use strict";
const config = VEGA_CONFIG;
const options = {
  renderer: "svg",
  ast: true,
  config,
  tooltip: { theme: "light" },
  actions: { export: { svg: true, png: true }, source: false, compiled: false, editor: false },
};
const draw = async (holder) => {
  const spec = JSON.parse(document.getElementById(holder.dataset.spec).textContent);
  try {
    await vegaEmbed(holder, spec, { ...options, downloadFileName: holder.dataset.spec });
    holder.dataset.drawn = "yes";
  } catch (error) {
    holder.textContent = "This figure could not be drawn: " + error.message;
    console.error(holder.dataset.spec, error);
  }
};
if (window.matchMedia("(max-width: 68rem)").matches) document.querySelector(".contents").open = false;
Promise.all([...document.querySelectorAll(".chart")].map(draw)).then(() => {
  document.documentElement.dataset.ready = "yes";
});
