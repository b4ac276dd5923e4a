// Everything works without this file; it only makes some things quicker, or smoother.
"use strict";

// 1. After a refusal the focus stands on the summary of errors; a link of it goes to the box itself.
(() => {
	const summary = document.querySelector("[data-focus]");
	if (!summary) return;
	summary.focus();
	summary.addEventListener("click", (e) => {
		const link = e.target.closest("a[href^='#']");
		const box = link && document.getElementById(link.hash.slice(1));
		if (!box) return;
		e.preventDefault();
		(box.closest(".field") || box).scrollIntoView({ block: "start" });
		box.focus({ preventScroll: true });
	});
})();

// 2. A long select becomes a box one types into: a combobox with a list, after the pattern of WAI-ARIA 1.2.
// The select stays, hidden, and is what the form sends.
for (const select of document.querySelectorAll("select[data-searchable]")) {
	const fold = (s) => s.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
	const choices = [...select.options].map((o, i) => {
		const group = o.parentElement instanceof HTMLOptGroupElement ? o.parentElement.label : "";
		return { i, value: o.value, label: o.text, group, words: fold(o.text + " " + group) };
	});
	const blank = choices.find((c) => c.value === "");

	const id = select.id;
	const box = document.createElement("div");
	box.className = "combo";
	const input = document.createElement("input");
	const list = document.createElement("ul");
	const said = document.createElement("div");
	list.id = id + "-daftar";
	list.className = "combo-list";
	list.setAttribute("role", "listbox");
	list.hidden = true;
	said.className = "visually-hidden";
	said.setAttribute("role", "status");

	input.type = "text";
	input.className = select.className.replace("form-select", "form-select form-control");
	input.autocomplete = "off";
	input.spellcheck = false;
	if (blank) input.placeholder = blank.label;
	for (const [k, v] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) input.setAttribute(k, v);
	for (const k of ["aria-describedby", "aria-invalid"]) if (select.hasAttribute(k)) input.setAttribute(k, select.getAttribute(k));

	// The label and the error summary point at the id: it moves to the new box.
	select.id = id + "-asli";
	input.id = id;
	const label = document.querySelector(`label[for="${CSS.escape(id)}"]`);
	if (label) {
		label.id = label.id || id + "-nama";
		list.setAttribute("aria-labelledby", label.id);
	}
	select.hidden = true;
	select.before(box);
	box.append(input, list, said, select);

	let shown = [];
	let at = -1;
	const current = () => choices[select.selectedIndex];
	const write = () => { const c = current(); input.value = c && c.value !== "" ? c.label : ""; };
	const close = () => {
		list.hidden = true;
		at = -1;
		input.setAttribute("aria-expanded", "false");
		input.removeAttribute("aria-activedescendant");
	};
	const mark = (n) => {
		const items = list.querySelectorAll("[role=option]");
		if (at >= 0 && items[at]) items[at].setAttribute("aria-selected", "false");
		at = n;
		if (at < 0 || !items[at]) return input.removeAttribute("aria-activedescendant");
		items[at].setAttribute("aria-selected", "true");
		items[at].scrollIntoView({ block: "nearest" });
		input.setAttribute("aria-activedescendant", items[at].id);
	};
	const open = (typed) => {
		const words = fold(typed).split(/\s+/).filter(Boolean);
		shown = choices.filter((c) => c !== blank && words.every((w) => c.words.includes(w)));
		list.replaceChildren(...shown.map((c) => {
			const li = document.createElement("li");
			li.id = `${id}-pilihan-${c.i}`;
			li.className = "combo-option";
			li.setAttribute("role", "option");
			li.setAttribute("aria-selected", "false");
			li.append(Object.assign(document.createElement("span"), { textContent: c.label }));
			if (c.group) li.append(" ", Object.assign(document.createElement("small"), { textContent: c.group }));
			return li;
		}));
		if (shown.length === 0) {
			const li = document.createElement("li");
			li.className = "combo-none";
			li.setAttribute("role", "option");
			li.setAttribute("aria-disabled", "true");
			li.setAttribute("aria-selected", "false");
			li.textContent = "Tidak ada yang cocok";
			list.append(li);
		}
		said.textContent = shown.length === 0 ? "Tidak ada yang cocok" : `${shown.length} pilihan`;
		at = -1;
		list.hidden = false;
		input.setAttribute("aria-expanded", "true");
	};
	const choose = (c) => {
		select.selectedIndex = c.i;
		select.dispatchEvent(new Event("change", { bubbles: true }));
		write();
		close();
	};
	// Leaving the box: emptied means nothing is chosen, a full match is chosen, anything else goes back to what was.
	const settle = () => {
		const typed = fold(input.value.trim());
		const exact = choices.filter((c) => c !== blank && fold(c.label) === typed);
		if (typed === "" && blank) choose(blank);
		else if (exact.length === 1) choose(exact[0]);
		else { write(); close(); }
	};

	input.addEventListener("input", () => { open(input.value); if (shown.length) mark(0); });
	input.addEventListener("click", () => { if (list.hidden) open(""); });
	input.addEventListener("blur", settle);
	input.addEventListener("keydown", (e) => {
		const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
		if (step) {
			e.preventDefault();
			if (list.hidden) open("");
			if (shown.length) mark((at + step + shown.length + (at < 0 && step < 0 ? 1 : 0)) % shown.length);
		} else if (e.key === "Enter" && !list.hidden) {
			e.preventDefault();
			if (at >= 0) choose(shown[at]);
		} else if (e.key === "Escape" && !list.hidden) {
			e.preventDefault();
			write();
			close();
		}
	});
	list.addEventListener("mousedown", (e) => {
		e.preventDefault(); // the box keeps the focus
		const li = e.target.closest("[role=option]:not([aria-disabled])");
		if (li) choose(shown[[...list.children].indexOf(li)]);
	});
	write();
}

// 3. Fields that belong to one choice of a select (data-when="name=value") are shown only while it is chosen; what stands
// around them is hidden while none is.
for (const around of document.querySelectorAll("[data-when-any]")) {
	const parts = [...around.querySelectorAll("[data-when]")].map((part) => {
		const [name, value] = part.dataset.when.split("=");
		return { part, value, select: around.closest("form").elements[name] };
	});
	const show = () => {
		for (const p of parts) p.part.hidden = p.select.value !== p.value;
		around.hidden = parts.every((p) => p.part.hidden);
	};
	for (const select of new Set(parts.map((p) => p.select))) {
		select.addEventListener("change", () => { show(); around.open = true; });
	}
	show();
}

// 4. What is there to be copied is selected whole once it is entered.
document.addEventListener("focusin", (e) => {
	if (e.target.matches("input[readonly], textarea[readonly]")) e.target.select();
});

// 5. A number that is shown for a minute counts along, and is gone from the page once the minute is over or the page is
// left: a browser that keeps pages for its back button keeps this one without the number. The server's answer itself sends
// the browser on to the masked page.
for (const shown of document.querySelectorAll("[data-shown]")) {
	const end = Date.now() + shown.dataset.shown * 1000;
	const left = shown.querySelector("[data-left]");
	const value = shown.querySelector(".shown-number");
	const hide = () => {
		clearInterval(timer);
		value.textContent = "Sudah disamarkan kembali";
	};
	const tick = () => {
		left.textContent = Math.max(0, Math.ceil((end - Date.now()) / 1000));
		if (Date.now() >= end) hide();
	};
	const timer = setInterval(tick, 1000);
	addEventListener("pagehide", hide);
	addEventListener("pageshow", (e) => { if (e.persisted) location.replace(shown.dataset.mask); });
	document.addEventListener("visibilitychange", tick); // timers stand still while a laptop sleeps
}

// 6. Files and folders dropped on a box for files become its choice.
for (const drop of document.querySelectorAll("[data-drop]")) {
	const input = drop.querySelector("input[type=file]");
	drop.querySelector("[data-drop-text]").hidden = false;
	const over = (e) => { e.preventDefault(); drop.classList.toggle("is-over", e.type === "dragover"); };
	drop.addEventListener("dragover", over);
	drop.addEventListener("dragleave", over);
	drop.addEventListener("drop", async (e) => {
		over(e);
		const entries = [...e.dataTransfer.items].map((i) => i.webkitGetAsEntry && i.webkitGetAsEntry()).filter(Boolean);
		const files = entries.length ? (await Promise.all(entries.map(within))).flat() : [...e.dataTransfer.files];
		const chosen = new DataTransfer();
		for (const f of files) chosen.items.add(f);
		input.files = chosen.files;
		input.focus();
	});
}

// within returns the files of a dropped entry; a folder is read in portions until one is empty. Of what lies in a folder
// only lists are taken.
async function within(entry) {
	if (entry.isFile) return [await new Promise((done, failed) => entry.file(done, failed))];
	const reader = entry.createReader(), files = [];
	for (;;) {
		const part = await new Promise((done, failed) => reader.readEntries(done, failed));
		if (part.length === 0) return files;
		for (const e of part) if (e.isDirectory || /^(?!\.|~\$).*\.(xlsx|xlsm|csv|zip)$/i.test(e.name)) files.push(...await within(e));
	}
}
