namespace JitSsh.Core.People;

/// <summary>How people sign in, section <c>JitSsh:SignIn</c>. Checked at the start (<see cref="SignInSettingProblems"/>).</summary>
public sealed class SignInSettings
{
    /// <summary>The companies' providers, in the order of their buttons.</summary>
    public IList<SignInProvider> Providers { get; init; } = [];

    /// <summary>False to refuse passwords, except that of <see cref="EmergencyAccount"/>.</summary>
    public bool LocalAccounts { get; set; } = true;

    /// <summary>The e-mail address of the one person whose password works even without local accounts; each use is told to all admins. Empty for none.</summary>
    public string EmergencyAccount { get; set; } = "";

    /// <summary>True when this is the e-mail address of the account for emergencies.</summary>
    public bool IsEmergency(string? email) => EmergencyAccount.Trim() is { Length: > 0 } account && string.Equals(account, email?.Trim(), StringComparison.OrdinalIgnoreCase);

    /// <summary>True when somebody with this e-mail address may sign in with a password.</summary>
    public bool AllowsPassword(string? email) => LocalAccounts || IsEmergency(email);

    /// <summary>The provider of this name, or null.</summary>
    public SignInProvider? Find(string? name) => Providers.FirstOrDefault(p => p.Name == name);
}

/// <summary>Which dialect of OpenID Connect a provider speaks.</summary>
public enum ProviderShape
{
    /// <summary>As OpenID Connect Core says: a person is <c>iss</c> and <c>sub</c>.</summary>
    Plain,

    /// <summary>Microsoft Entra ID: a person is <c>tid</c> and <c>oid</c>, and more groups than fit into a token are asked for elsewhere.</summary>
    Entra,
}

/// <summary>A provider of OpenID Connect, with which a company's people sign in.</summary>
public sealed class SignInProvider
{
    /// <summary>What the button says, <c>Sign in with NAME</c>. Accounts and groups are kept under it: who changes it links anew.</summary>
    public string Name { get; set; } = "";

    /// <summary>The issuer, exactly as its tokens say it, for example <c>https://login.microsoftonline.com/TENANT/v2.0</c>.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>The id under which JitSsh is registered there.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>The secret that goes with it; or <see cref="ClientSecretFile"/>.</summary>
    public string ClientSecret { get; set; } = "";

    /// <summary>A file whose one line is the secret; read at each sign-in, so that it can be replaced without a restart.</summary>
    public string ClientSecretFile { get; set; } = "";

    /// <summary>What is asked for, with spaces.</summary>
    public string Scopes { get; set; } = "openid profile email";

    /// <summary>The claim that lists the groups of a person, by id.</summary>
    public string GroupsClaim { get; set; } = "groups";

    /// <summary>The dialect.</summary>
    public ProviderShape Shape { get; set; }

    /// <summary>True when an e-mail address from there proves who somebody is, so that a person who has it already becomes theirs without an admin.</summary>
    public bool TrustEmail { get; set; }

    /// <summary>True to give new people a Linux name made from <c>preferred_username</c>, where that can be one.</summary>
    public bool LinuxNames { get; set; } = true;

    /// <summary>Entra: where to ask for the groups of somebody who is in more than fit into a token, for example <c>https://graph.microsoft.com/v1.0</c>. Empty leaves their groups as they were.</summary>
    public string GraphEndpoint { get; set; } = "";

    /// <summary>The name as it stands in addresses: lower-case letters, digits and hyphens.</summary>
    public string Slug => string.Join('-', new string([.. Name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The secret, from where it is.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public async Task<string> ReadSecretAsync(CancellationToken cancel) => ClientSecret.Length > 0 ? ClientSecret : (await File.ReadAllTextAsync(ClientSecretFile, cancel)).TrimEnd('\r', '\n');
}
