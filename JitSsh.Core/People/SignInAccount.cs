using Microsoft.AspNetCore.Identity;

namespace JitSsh.Core.People;

/// <summary>The password, lock-out and security stamp of a person, as ASP.NET Core Identity keeps them. Its id is the person's.</summary>
public sealed class SignInAccount : IdentityUser<Guid>;
