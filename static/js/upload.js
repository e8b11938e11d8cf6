/* Files on their way: how much is sent, and what was not taken. Without script the form does the same, and says less meanwhile. */

const form = document.getElementById("sending");
const shown = document.getElementById("sent");
const bar = shown.querySelector("progress");
const said = shown.querySelector("[role=status]");
const wrong = document.getElementById("wrong");
const button = form.querySelector("button.button-primary") ?? form.querySelector("button");

const megabytes = (bytes) => (bytes / 2 ** 20).toFixed(bytes < 10 * 2 ** 20 ? 1 : 0);

function tell(rows) {
  const notice = document.getElementById("not-stored").content.cloneNode(true);
  const list = notice.querySelector("ul");
  for (const { name, message } of rows) {
    const item = document.createElement("li");
    const bold = document.createElement("b");
    bold.textContent = name;
    item.append(...(name ? [bold, `: ${message}`] : [message]));
    list.append(item);
  }
  wrong.replaceChildren(notice);
  wrong.focus();
}

function over() {
  shown.hidden = true;
  button.disabled = false;
}

function heard(request) {
  over();
  let answer;
  try {
    answer = JSON.parse(request.responseText);
  } catch {
    // A page: signed out, refused, or too large for what stands before the site.
    tell([{ name: "", message: "Nothing was stored. Reload the page, and send the files again." }]);
    return;
  }
  if (!answer.wrong.length) {
    location.reload();
    return;
  }
  const taken = answer.taken.map((name) => ({ name, message: "is stored; it is on the list when the page is read again." }));
  tell([...answer.wrong, ...taken]);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    bar.value = total ? (100 * loaded) / total : 0;
    said.textContent = loaded < total ? `${megabytes(loaded)} of ${megabytes(total)} MB sent` : "Sent. The files are checked and stored.";
  });
  request.addEventListener("load", () => heard(request));
  request.addEventListener("error", () => {
    over();
    tell([{ name: "", message: "The connection broke off. Nothing was stored; send the files again." }]);
  });
  wrong.replaceChildren();
  shown.hidden = false;
  button.disabled = true;
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.send(new FormData(form));
});
