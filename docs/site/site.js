// The theme, and the examples of the gallery, each made when it comes into view.
const theme = document.getElementById("theme");
try {
  theme.value = localStorage.getItem("clientele-table.theme") ?? "";
} catch {
  // Without storage it is the system's.
}
const show = () => {
  if (theme.value) {
    document.documentElement.dataset.theme = theme.value;
  } else {
    delete document.documentElement.dataset.theme;
  }
};
theme.addEventListener("change", () => {
  show();
  try {
    localStorage.setItem("clientele-table.theme", theme.value);
  } catch {
    // It lasts until the page is left.
  }
});
show();

const seen = new IntersectionObserver(async (entries) => {
  for (const { isIntersecting, target } of entries) {
    if (isIntersecting) {
      seen.unobserve(target);
      const { default: make } = await import(new URL(target.dataset.example, document.baseURI));
      await make(target);
      target.dataset.made = "";
    }
  }
}, { rootMargin: "400px" });
document.querySelectorAll("[data-example]").forEach((place) => seen.observe(place));
