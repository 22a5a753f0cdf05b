using JitSsh.Core.Common;
using JitSsh.Core.SshKeys;
using System.Buffers;

namespace JitSsh.Core.Certificates;

/// <summary>
/// What no certificate of JitSsh may say, whoever asks for it. Pure; fails closed: what is not known to be harmless is refused.
/// </summary>
public sealed class CertificatePolicy
{
    /// <summary>A certificate that runs into this or beyond is meant to be for ever.</summary>
    private static readonly DateTimeOffset Forever = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private const int MaximumNameLength = 128;
    private const int MaximumSourceAddresses = 100;

    private static readonly SearchValues<char> KeyIdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789=._-");

    private static readonly SearchValues<char> PrincipalCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789=._-:@+");

    /// <param name="maximumValidity">The longest time between valid-after and valid-before; greater than zero.</param>
    public CertificatePolicy(TimeSpan maximumValidity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(maximumValidity, TimeSpan.Zero);
        MaximumValidity = maximumValidity;
    }

    /// <summary>The longest time between valid-after and valid-before.</summary>
    public TimeSpan MaximumValidity { get; }

    /// <summary>Everything that speaks against this certificate, a sentence each; empty: it may be signed.</summary>
    /// <param name="spec">The certificate to be.</param>
    public IReadOnlyList<string> ProblemsOf(CertificateSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var problems = new List<string>();
        Add(KeyIdProblem(spec.KeyId));
        Add(PrincipalsProblem(spec.Principals));
        Add(ValidityProblem(spec.ValidAfter, spec.ValidBefore));
        Add(SourceAddressProblem(spec.SourceAddresses));
        if (spec.Serial == 0)
        {
            problems.Add("The certificate has no serial number.");
        }

        return problems;

        void Add(string? problem)
        {
            if (problem is not null)
            {
                problems.Add(problem);
            }
        }
    }

    internal static string? KeyIdProblem(string? keyId) =>
        string.IsNullOrEmpty(keyId) ? "The certificate has no key id."
        : keyId.Length > MaximumNameLength ? $"The key id is longer than {MaximumNameLength} characters."
        : keyId.AsSpan().ContainsAnyExcept(KeyIdCharacters) ? "The key id may only contain letters, digits, and = . _ -"
        : null;

    /// <summary>
    /// None would be valid for any user (CVE-2024-7594); a comma is taken for two by sshd's own list (CVE-2026-35414); a quote
    /// would end the <c>principals="…"</c> of the trust line.
    /// </summary>
    internal static string? PrincipalsProblem(IReadOnlyList<string?>? principals)
    {
        if (principals is null || principals.Count == 0)
        {
            return "The certificate has no principal, so it would be valid for any user.";
        }

        if (principals.Count > 1)
        {
            return $"The certificate has {principals.Count} principals; exactly one is allowed.";
        }

        var principal = principals[0];
        return string.IsNullOrEmpty(principal) ? "The principal is empty, so the certificate would be valid for any user."
            : principal.Length > MaximumNameLength ? $"The principal is longer than {MaximumNameLength} characters."
            : principal.Contains(',') ? "The principal contains a comma, which sshd would read as two principals."
            : principal.Any(char.IsWhiteSpace) ? "The principal contains white space."
            : principal.Any(char.IsControl) ? "The principal contains a control character."
            : principal.AsSpan().ContainsAnyExcept(PrincipalCharacters) ? "The principal may only contain letters, digits, and = . _ - : @ +"
            : null;
    }

    /// <summary>Counted in whole seconds, as the certificate does.</summary>
    private string? ValidityProblem(DateTimeOffset validAfter, DateTimeOffset validBefore)
    {
        var (after, before) = (validAfter.ToUnixTimeSeconds(), validBefore.ToUnixTimeSeconds());
        var validity = TimeSpan.FromSeconds(before - after);
        return after <= 0 ? "The certificate has no beginning; valid-after must be a time."
            : validBefore >= Forever ? "The certificate would be valid for ever; valid-before must be a near time."
            : before <= after ? "The certificate ends before it begins."
            : validity > MaximumValidity ? $"The certificate would be valid for {validity:c}; at most {MaximumValidity:c} is allowed."
            : null;
    }

    private static string? SourceAddressProblem(IReadOnlyList<string?>? addresses) =>
        addresses is null ? "The list of source addresses is missing."
        : addresses.Count > MaximumSourceAddresses ? $"There are more than {MaximumSourceAddresses} source addresses."
        : addresses.FirstOrDefault(address => address is not null && !NetworkRange.IsWellFormed(address)) is { } bad
            ? $"“{Printable.Of(bad, 60)}” is no address range. Write it as CIDR, for example 203.0.113.0/24 or 2001:db8::/32."
        : addresses.Contains(null) ? "A source address is missing."
        : null;
}
