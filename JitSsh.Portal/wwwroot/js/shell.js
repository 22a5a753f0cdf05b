// What the shell does in the browser. No page calls into these: they watch the document, so that a page is only markup.
import './theme.js';
import './time.js';
import './copy.js';
import './reconnect.js';
