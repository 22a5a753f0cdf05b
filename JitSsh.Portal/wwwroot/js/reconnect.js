// The dialog for a lost connection. Blazor tries by itself; when it gave up, it is tried again by the button, or when the page is looked at again.
const dialog = document.getElementById('components-reconnect-modal');

async function retry() {
  try {
    // False: the server is there, but the circuit is gone (it was restarted). A fresh page is all that helps.
    if (!await Blazor.reconnect()) {
      location.reload();
    }
  } catch {
    // The server is not there yet; the dialog stays.
  }
}

dialog?.addEventListener('components-reconnect-state-changed', event => {
  switch (event.detail.state) {
    case 'show': dialog.showModal(); break;
    case 'hide': dialog.close(); break;
    case 'rejected': location.reload(); break;
  }
});
dialog?.querySelector('[data-reconnect]').addEventListener('click', retry);
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible' && dialog?.classList.contains('components-reconnect-failed')) {
    retry();
  }
});
