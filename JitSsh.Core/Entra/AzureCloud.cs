using System.Text.Json.Serialization;

namespace JitSsh.Core.Entra;

/// <summary>Which Azure: each has its own sign-in address and its own management address.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AzureCloud>))]
public enum AzureCloud
{
    /// <summary>The worldwide Azure.</summary>
    Public,

    /// <summary>Azure Government (US).</summary>
    Government,

    /// <summary>Azure operated by 21Vianet in China.</summary>
    China,

    /// <summary>Another one; its three addresses are given in the settings.</summary>
    Custom,
}
