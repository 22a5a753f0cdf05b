using JitSsh.Core.SshKeys;
using Xunit;

namespace JitSsh.Tests.Core.Secrets;

/// <summary>The test vectors of RFC 8032 section 7.1.</summary>
public sealed class Ed25519CurveTests
{
    [Theory]
    [InlineData("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")]
    [InlineData("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")]
    [InlineData("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025")]
    public void PublicKeyOf_VectorsOfTheRfc(string seed, string publicKey)
    {
        Assert.Equal(publicKey, Convert.ToHexStringLower(Ed25519Curve.PublicKeyOf(Convert.FromHexString(seed))));
        Assert.True(Ed25519Curve.IsPoint(Convert.FromHexString(publicKey)));
    }

    [Fact]
    public void IsPoint_AboutHalfOfAllNumbersAre_AndNoneAboveThePrime()
    {
        var points = Enumerable.Range(0, 200).Count(i => Ed25519Curve.IsPoint([(byte)i, 7, .. new byte[30]]));
        Assert.InRange(points, 70, 130);
        Assert.False(Ed25519Curve.IsPoint([0xed, .. Enumerable.Repeat((byte)0xff, 30), 0x7f]));
        Assert.False(Ed25519Curve.IsPoint(new byte[31]));
    }
}
