using System.Text;
using JitSsh.Core.Secrets.PrivateKeys;
using JitSsh.Portal.Integrations.Form;
using Xunit;

namespace JitSsh.Tests.Portal.Integrations;

public sealed class LoginKeyFormTests
{
    [Fact]
    public void Paste_GoodKey_ShowsItsFingerprintAndPublicHalf()
    {
        using var key = GeneratePrivateKey.Execute();
        using var form = new LoginKeyForm();

        form.Paste(Encoding.ASCII.GetString(key.ToBase64()));

        Assert.True(form.IsGiven);
        Assert.False(form.IsGenerated);
        Assert.Equal(key.Fingerprint, form.Fingerprint);
        Assert.Equal(key.PublicKeyLine, form.PublicKeyLine);
    }

    [Fact]
    public void Paste_BadKeyAfterAGoodOne_DoesNotKeepTheGoodOne()
    {
        using var form = new LoginKeyForm();
        form.Generate();

        form.Paste("nonsense");

        Assert.False(form.IsGiven);
        Assert.NotNull(form.Problem);
        Assert.Null(form.ForHandingOver());
    }

    [Fact]
    public void ForHandingOver_Generated_IsTheKeyThatThePublicLineBelongsTo()
    {
        using var form = new LoginKeyForm();
        form.Generate();

        var result = PrivateKeyText.Read(form.ForHandingOver());
        using var key = result.Key;

        Assert.Equal(form.PublicKeyLine, key!.PublicKeyLine);
    }
}
