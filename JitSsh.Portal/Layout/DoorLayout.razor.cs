namespace JitSsh.Portal.Layout;

/// <summary>The frame of the pages before the door: set-up, sign-in, and what is not there.</summary>
public sealed partial class DoorLayout;
