using JitSsh.Tests.Core.SshKeys;
using JitSsh.Core.Certificates;
using Xunit;

namespace JitSsh.Tests.Core.Certificates;

public sealed class CertificatePolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly CertificatePolicy Policy = new(TimeSpan.FromHours(8));

    internal static CertificateSpec Spec => new()
    {
        PublicKey = SampleKeys.Key("ssh-ed25519"),
        Serial = ulong.MaxValue,
        KeyId = "jitssh=req-1.a_b",
        Principals = ["req-0123"],
        ValidAfter = Now.AddSeconds(-60),
        ValidBefore = Now.AddHours(2),
        SourceAddresses = ["203.0.113.0/24", "2001:db8::/32"],
        PermitPty = true,
    };

    private static string? Problem(CertificateSpec spec) => Policy.ProblemsOf(spec) is { Count: > 0 } all ? Assert.Single(all) : null;

    [Fact]
    public void ProblemsOf_GoodSpec_None() => Assert.Null(Problem(Spec));

    [Theory]
    [InlineData("The certificate has no principal, so it would be valid for any user.")]
    [InlineData("The principal is empty, so the certificate would be valid for any user.", "")]
    [InlineData("The certificate has 2 principals; exactly one is allowed.", "a", "b")]
    [InlineData("The principal contains a comma, which sshd would read as two principals.", "a,root")]
    [InlineData("The principal contains white space.", "a b")]
    [InlineData("The principal contains white space.", "a\n")]
    [InlineData("The principal contains white space.", "a\u00a0b")]
    [InlineData("The principal contains a control character.", "a\0")]
    [InlineData("The principal contains a control character.", "a\u001bb")]
    [InlineData("The principal may only contain letters, digits, and = . _ - : @ +", "a\"")]
    [InlineData("The principal may only contain letters, digits, and = . _ - : @ +", "*")]
    [InlineData("The principal may only contain letters, digits, and = . _ - : @ +", "é")]
    public void ProblemsOf_Principals(string expected, params string?[] principals) =>
        Assert.Equal(expected, Problem(Spec with { Principals = principals! }));

    [Fact]
    public void ProblemsOf_NullWhereThereShouldBeAPrincipal()
    {
        Assert.Equal("The principal is empty, so the certificate would be valid for any user.", Problem(Spec with { Principals = [null!] }));
        Assert.Equal("The certificate has no principal, so it would be valid for any user.", Problem(Spec with { Principals = null! }));
    }

    [Theory]
    [InlineData("", "The certificate has no key id.")]
    [InlineData("a b", "The key id may only contain letters, digits, and = . _ -")]
    [InlineData("a(serial 1)", "The key id may only contain letters, digits, and = . _ -")]
    [InlineData("a\n", "The key id may only contain letters, digits, and = . _ -")]
    public void ProblemsOf_KeyId(string keyId, string expected) => Assert.Equal(expected, Problem(Spec with { KeyId = keyId }));

    [Fact]
    public void ProblemsOf_LongNamesAndNoSerial()
    {
        var name = new string('a', 129);
        Assert.Equal("The key id is longer than 128 characters.", Problem(Spec with { KeyId = name }));
        Assert.Equal("The principal is longer than 128 characters.", Problem(Spec with { Principals = [name] }));
        Assert.Equal("The certificate has no serial number.", Problem(Spec with { Serial = 0 }));
        Assert.Equal(2, Policy.ProblemsOf(Spec with { Serial = 0, KeyId = "" }).Count);
    }

    [Fact]
    public void ProblemsOf_Validity()
    {
        Assert.Null(Problem(Spec with { ValidBefore = Spec.ValidAfter.AddHours(8) }));
        Assert.Equal("The certificate would be valid for 08:00:01; at most 08:00:00 is allowed.",
            Problem(Spec with { ValidBefore = Spec.ValidAfter.AddHours(8).AddSeconds(1) }));
        Assert.Equal("The certificate ends before it begins.", Problem(Spec with { ValidBefore = Spec.ValidAfter.AddMilliseconds(900) }));
        Assert.Equal("The certificate ends before it begins.", Problem(Spec with { ValidBefore = Spec.ValidAfter.AddHours(-1) }));
        Assert.Equal("The certificate would be valid for ever; valid-before must be a near time.", Problem(Spec with { ValidBefore = DateTimeOffset.MaxValue }));
        Assert.Equal("The certificate has no beginning; valid-after must be a time.", Problem(Spec with { ValidAfter = DateTimeOffset.UnixEpoch }));
        Assert.Equal("The certificate has no beginning; valid-after must be a time.", Problem(Spec with { ValidAfter = default }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CertificatePolicy(TimeSpan.Zero));
    }

    [Theory]
    [InlineData("10.0.0.1/32", true)]
    [InlineData("0.0.0.0/0", true)]
    [InlineData("::1/128", true)]
    [InlineData("2001:DB8:0::/48", true)]
    [InlineData("10.0.0.1", false)]
    [InlineData("10.0.0.1/8", false)]
    [InlineData("2001:db8::1/32", false)]
    [InlineData("10/8", false)]
    [InlineData("10.0.0.0/33", false)]
    [InlineData("10.0.0.0/08", false)]
    [InlineData("10.0.0.0/8,1.2.3.4/32", false)]
    [InlineData("fe80::%1/64", false)]
    [InlineData("!10.0.0.0/8", false)]
    [InlineData("*", false)]
    [InlineData("", false)]
    public void ProblemsOf_SourceAddress(string address, bool accepted)
    {
        var problem = Problem(Spec with { SourceAddresses = [address] });
        if (accepted)
        {
            Assert.Null(problem);
        }
        else
        {
            Assert.Equal($"“{address}” is no address range. Write it as CIDR, for example 203.0.113.0/24 or 2001:db8::/32.", problem);
        }
    }

    [Fact]
    public void ProblemsOf_SourceAddressLists()
    {
        Assert.Equal("There are more than 100 source addresses.", Problem(Spec with { SourceAddresses = [.. Enumerable.Repeat("10.0.0.0/8", 101)] }));
        Assert.Equal("The list of source addresses is missing.", Problem(Spec with { SourceAddresses = null! }));
        Assert.Equal("A source address is missing.", Problem(Spec with { SourceAddresses = [null!] }));
    }
}
