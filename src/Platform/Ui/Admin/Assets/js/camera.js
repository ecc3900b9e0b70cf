/** A button beside a field that a scanner types into: where the browser can, the camera reads the code instead. */
const wanted = ["ean_13", "ean_8", "upc_a", "upc_e", "code_128", "qr_code", "data_matrix"];
const every = 150;

export async function startCamera() {
  const box = document.getElementById("camera");
  if (!box || !document.querySelector("input[data-camera]") || !("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) {
    return;
  }

  const known = await window.BarcodeDetector.getSupportedFormats().catch(() => []);
  const formats = wanted.filter((format) => known.includes(format));
  if (formats.length === 0) {
    return;
  }

  const detector = new window.BarcodeDetector({ formats });
  const video = box.querySelector("video");
  const status = box.querySelector("[role=status]");
  let field;
  let stream;

  const stop = () => {
    stream?.getTracks().forEach((track) => track.stop());
    stream = undefined;
    video.srcObject = null;
  };

  const take = (text) => {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    box.close();
    // A scanner ends with Enter, which presses the first button of the form.
    field.form?.requestSubmit(field.form.querySelector("button[type=submit]"));
  };

  const look = async (own) => {
    while (stream === own && box.open) {
      const found = video.readyState >= 2 ? await detector.detect(video).catch(() => undefined) : [];
      if (stream !== own || !box.open) {
        return;
      }

      if (!found) {
        status.textContent = box.dataset.failed;
      } else if (found[0]?.rawValue) {
        take(found[0].rawValue);
        return;
      }

      await new Promise((next) => setTimeout(next, every));
    }
  };

  const open = async (input) => {
    field = input;
    status.textContent = box.dataset.hint;
    box.showModal();
    try {
      const own = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      if (!box.open) {
        own.getTracks().forEach((track) => track.stop());
        return;
      }

      stream = own;
      video.srcObject = own;
      await video.play();
      look(own);
    } catch (fault) {
      stop();
      status.textContent = fault?.name === "NotAllowedError" ? box.dataset.denied : fault?.name === "NotFoundError" ? box.dataset.none : box.dataset.failed;
    }
  };

  // Escape closes a dialog by itself, and says so.
  box.addEventListener("close", () => {
    stop();
    field?.focus();
  });
  box.querySelector("button").addEventListener("click", () => box.close());

  const add = (root) => root.querySelectorAll("input[data-camera]").forEach((input) => {
    if (input.dataset.camera === "on") {
      return;
    }

    input.dataset.camera = "on";
    const button = document.getElementById("camera-button").content.firstElementChild.cloneNode(true);
    button.addEventListener("click", () => open(input));
    input.after(button);
  });
  add(document);
  // Lists are put in anew.
  document.addEventListener("htmx:load", (event) => add(event.detail.elt));
}
