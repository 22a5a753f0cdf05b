namespace JitSsh.Portal;

/// <summary>Finds the page for an address. Whoever is not signed in is sent to sign in.</summary>
public sealed partial class Routes;
