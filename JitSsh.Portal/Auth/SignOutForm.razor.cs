namespace JitSsh.Portal.Auth;

/// <summary>The form that signs out. Buttons anywhere submit it with <c>form="sign-out"</c>.</summary>
public sealed partial class SignOutForm;
