/** Passkeys (WebAuthn), and acts that ask first. */
export function startAccount() {
  // On a phone the ways through the account lie in a row that is wider than the screen.
  document.querySelector(".account-nav [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
  document.addEventListener("submit", (event) => {
    const text = event.target.dataset.confirm;
    if (text && !confirm(text)) {
      event.preventDefault();
    }
  });
  if (!globalThis.PublicKeyCredential?.parseCreationOptionsFromJSON) {
    return;
  }

  const login = document.querySelector("[data-passkey-login]");
  if (login) {
    login.hidden = false;
    login.addEventListener("click", () => run(login.form, login.dataset.failed, async (post) => {
      const asked = await post("passkeyOptions");
      const credential = await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked.options) });
      return post("passkey", { ticket: asked.ticket, credential: credential.toJSON() }, `&returnUrl=${encodeURIComponent(login.form.elements.returnUrl.value)}`);
    }));
  }

  const add = document.querySelector("[data-passkey-add]");
  if (add) {
    add.hidden = false;
    add.addEventListener("submit", (event) => {
      event.preventDefault();
      run(add, add.dataset.failed, async (post) => {
        const asked = await post("passkeyOptions");
        const credential = await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked.options) });
        return post("passkey", { ticket: asked.ticket, credential: credential.toJSON(), name: add.elements.name.value });
      });
    });
  }
}

async function run(form, failed, act) {
  const fault = form.querySelector("[data-passkey-fault]");
  const post = async (handler, body = {}, more = "") => {
    const answer = await fetch(`${location.pathname}?handler=${handler}${more}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Form-Token": form.elements.__RequestVerificationToken.value },
      body: JSON.stringify(body),
    });
    const json = await answer.json().catch(() => ({}));
    if (!answer.ok) {
      throw new Error(json.fault ?? failed);
    }

    return json;
  };
  fault.hidden = true;
  try {
    location.assign((await act(post)).next);
  } catch (error) {
    // Who closes the window of the browser has not failed at anything.
    if (error.name !== "NotAllowedError" && error.name !== "AbortError") {
      fault.textContent = error.name === "Error" ? error.message : failed;
      fault.hidden = false;
    }
  }
}
