using JitSsh.Portal.Auth;
using Xunit;

namespace JitSsh.Tests.Portal.Auth;

public sealed class SignInPathTests
{
    [Theory]
    [InlineData("/servers?q=web#x", "/servers?q=web#x")]
    [InlineData("/", "/")]
    [InlineData(null, "/")]
    [InlineData("", "/")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("//evil.example/", "/")]
    [InlineData("/\\evil.example/", "/")]
    [InlineData("/\t/evil.example/", "/")]
    [InlineData("/\n/evil.example/", "/")]
    [InlineData("\\\\evil.example/", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("evil.example", "/")]
    [InlineData(" //evil.example", "/")]
    public void Local_ReturnUrl_NeverLeavesThePortal(string? returnUrl, string goesTo) => Assert.Equal(goesTo, SignInPath.Local(returnUrl));
}
