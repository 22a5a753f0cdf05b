// Dark or light: as the system is, until somebody chooses; the choice is kept in a cookie, so that the next document comes right from the server.
const system = matchMedia('(prefers-color-scheme: dark)');
const root = document.documentElement;

const isDark = () => root.dataset.theme === 'dark' || (root.dataset.theme !== 'light' && system.matches);

function tell() {
  for (const button of document.querySelectorAll('[data-theme-toggle]')) {
    button.setAttribute('aria-pressed', String(isDark()));
  }
}

function choose(theme) {
  root.dataset.theme = theme;
  for (const link of document.querySelectorAll('link[data-for-theme]')) {
    link.media = link.dataset.forTheme === theme ? 'all' : 'not all';
  }
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  document.cookie = `jitssh-theme=${theme}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  tell();
}

document.addEventListener('click', event => {
  if (event.target.closest?.('[data-theme-toggle]')) {
    choose(isDark() ? 'light' : 'dark');
  }
});
system.addEventListener('change', tell);
new MutationObserver(tell).observe(document.body, { childList: true, subtree: true });
tell();
