// Maakt het venster van de gids zo hoog als wat erin staat. De gids meldt zijn hoogte aan de pagina
// eromheen; een bericht van een ander venster of een ander adres telt niet.
addEventListener("message", ({ origin, source, data }) => {
  const frame = document.querySelector("iframe.wijkgids");
  const own = origin === new URL(frame.src).origin && source === frame.contentWindow;
  if (own && data?.type === "wijkgids:hoogte") frame.style.height = `${data.hoogte}px`;
});
