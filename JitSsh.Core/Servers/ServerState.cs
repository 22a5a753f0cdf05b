using JitSsh.Core.Common;

namespace JitSsh.Core.Servers;

/// <summary>What a server should look like, as it is written out for <c>reconcile.sh</c>. Anything JitSsh owns there and that is not in it is to be undone.</summary>
public sealed record ServerState
{
    /// <summary>The lease's generation.</summary>
    public required long Generation { get; init; }

    /// <summary>The user the connector logs in as; never touched.</summary>
    public required string LoginUser { get; init; }

    /// <summary>How long an account stays locked after its last grant.</summary>
    public required TimeSpan Keep { get; init; }

    /// <summary>True when a deleted account's home is removed, false when it is archived.</summary>
    public required bool RemoveHomes { get; init; }

    /// <summary>True while the server stays prepared without any account of JitSsh's.</summary>
    public required bool StaysPrepared { get; init; }

    /// <summary>True when accounts that JitSsh did not make may be used.</summary>
    public required bool UseExistingAccounts { get; init; }

    /// <summary>The accounts with at least one grant in force.</summary>
    public required IReadOnlyList<AccountState> Accounts { get; init; }

    /// <summary>The grants that are ending: the server is to say of each that nothing is left.</summary>
    public IReadOnlyList<EndingGrant> Endings { get; init; } = [];

    /// <summary>The number of the newest receipt that is stored here; 0 while none is.</summary>
    public long ReceiptsSeen { get; init; }

    /// <summary>Where people extend their access, as it stands in the warnings on their terminals; null when that is not known.</summary>
    public string? PortalAddress { get; init; }
}

/// <summary>A grant that is over, and of which the server is to say so.</summary>
/// <param name="Account">The account it was for.</param>
/// <param name="Grant">The grant.</param>
/// <param name="Principal">Its request.</param>
/// <param name="Reason">The protocol's word for why it ends; the person's terminals are told.</param>
public sealed record EndingGrant(string Account, GrantId Grant, RequestId Principal, string Reason);

/// <summary>An account and its trust lines.</summary>
/// <param name="Name">The account's name.</param>
/// <param name="TrustLines">One for each grant in force; never empty.</param>
public sealed record AccountState(string Name, IReadOnlyList<TrustLine> TrustLines);

/// <summary>What makes sshd let a certificate in: one for each grant.</summary>
/// <param name="Grant">The grant.</param>
/// <param name="Principal">The one principal that counts: the request.</param>
/// <param name="NotAfter">When sshd stops taking it.</param>
/// <param name="Groups">Linux groups this grant puts the account in.</param>
/// <param name="AuthorityKey">Type and base64 of the CA's public key.</param>
public sealed record TrustLine(GrantId Grant, RequestId Principal, DateTimeOffset NotAfter, IReadOnlyList<string> Groups, string AuthorityKey)
{
    /// <summary>True when ports may be forwarded. Without it sshd refuses what the certificate allows.</summary>
    public bool PermitPortForwarding { get; init; }

    /// <summary>True when the person's agent may be forwarded.</summary>
    public bool PermitAgentForwarding { get; init; }
}
