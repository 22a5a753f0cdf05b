// The button of a copy box. The clipboard needs a secure context; elsewhere the text is selected, so that Ctrl+C does it.
document.addEventListener('click', async event => {
  const button = event.target.closest?.('[data-copy]');
  if (!button) {
    return;
  }
  const box = button.closest('.copy-box');
  const source = box.querySelector('[data-copy-source]');
  const said = box.querySelector('[data-copy-said]');
  try {
    await navigator.clipboard.writeText(source.textContent);
    said.textContent = 'Copied';
  } catch {
    getSelection().selectAllChildren(source);
    said.textContent = 'Selected. Press Ctrl+C to copy.';
  }
  box.dataset.said = said.textContent;
  setTimeout(() => { said.textContent = ''; delete box.dataset.said; }, 3000);
});
