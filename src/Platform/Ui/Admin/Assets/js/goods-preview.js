/** Shows pictures before they are uploaded: `data-preview` names where. */
export function startPreview() {
  document.addEventListener("change", (event) => {
    const place = event.target.dataset.preview && document.getElementById(event.target.dataset.preview);
    if (!place) {
      return;
    }

    place.replaceChildren();
    for (const file of [...event.target.files].filter((one) => one.type.startsWith("image/")).slice(0, 20)) {
      const reader = new FileReader();
      reader.addEventListener("load", () => {
        const image = new Image();
        image.src = reader.result;
        image.alt = file.name;
        place.append(image);
      });
      reader.readAsDataURL(file);
    }
  });
}
