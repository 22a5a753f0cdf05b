using System.Net;
using JitSsh.Portal.Auth;
using Xunit;

namespace JitSsh.Tests.Portal.Auth;

public sealed class SignInLimitTests
{
    private static readonly IPAddress Here = IPAddress.Parse("192.0.2.1");

    [Fact]
    public void Allows_OneAddressAndEmail_StopsAfterTen()
    {
        using var limit = new SignInLimit();

        Assert.Equal(10, Enumerable.Range(0, 15).Count(i => limit.Allows(Here, i % 2 == 0 ? "ada@example.com" : " ADA@example.com ")));
        Assert.True(limit.Allows(Here, "bob@example.com"));
        Assert.True(limit.Allows(IPAddress.Parse("192.0.2.2"), "ada@example.com"));
    }

    [Fact]
    public void Allows_OneAddressAndManyEmails_StopsAfterAHundred()
    {
        using var limit = new SignInLimit();

        Assert.Equal(100, Enumerable.Range(0, 150).Count(i => limit.Allows(Here, $"person{i}@example.com")));
    }
}
