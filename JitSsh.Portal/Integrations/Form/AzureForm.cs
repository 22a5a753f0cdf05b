using System.Globalization;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Entra;

namespace JitSsh.Portal.Integrations.Form;

/// <summary>What was typed about Azure, as it was typed: nothing is lost because it is wrong.</summary>
public sealed class AzureForm
{
    /// <summary>Which Azure.</summary>
    public AzureCloud Cloud { get; set; }

    /// <summary>Sign-in address of a custom cloud.</summary>
    public string AuthorityHost { get; set; } = "";

    /// <summary>Management address of a custom cloud.</summary>
    public string ResourceManagerEndpoint { get; set; } = "";

    /// <summary>Audience of a custom cloud.</summary>
    public string Audience { get; set; } = "";

    /// <summary>Directory (tenant) id.</summary>
    public string TenantId { get; set; } = "";

    /// <summary>How to sign in.</summary>
    public AzureCredentialKind Credential { get; set; }

    /// <summary>Application (client) id.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>Subscription ids, a line each.</summary>
    public string Subscriptions { get; set; } = "";

    /// <summary>Resource groups, a line each.</summary>
    public string ResourceGroups { get; set; } = "";

    /// <summary>Tags, <c>name=value</c> or <c>name</c>, a line each.</summary>
    public string Tags { get; set; } = "";

    /// <summary>Resource groups to leave out, a line each.</summary>
    public string ExcludedResourceGroups { get; set; } = "";

    /// <summary>Tags to leave out by, <c>name=value</c> or <c>name</c>, a line each.</summary>
    public string ExcludedTags { get; set; } = "";

    /// <summary>Private or public address.</summary>
    public AzureAddressKind AddressKind { get; set; }

    /// <summary>sshd's port.</summary>
    public string Port { get; set; } = "22";

    /// <summary>True when signing in needs a client secret or a certificate.</summary>
    public bool NeedsSecret => Credential is AzureCredentialKind.ClientSecret or AzureCredentialKind.ClientCertificate;

    /// <summary>As it is stored.</summary>
    public static AzureForm Of(AzureVmSettings settings) => new()
    {
        Cloud = settings.Cloud,
        AuthorityHost = settings.AuthorityHost?.OriginalString ?? "",
        ResourceManagerEndpoint = settings.ResourceManagerEndpoint?.OriginalString ?? "",
        Audience = settings.Audience ?? "",
        TenantId = settings.TenantId ?? "",
        Credential = settings.Credential,
        ClientId = settings.ClientId ?? "",
        Subscriptions = string.Join('\n', settings.Subscriptions),
        ResourceGroups = string.Join('\n', settings.ResourceGroups),
        Tags = Write(settings.Tags),
        ExcludedResourceGroups = string.Join('\n', settings.ExcludedResourceGroups),
        ExcludedTags = Write(settings.ExcludedTags),
        AddressKind = settings.AddressKind,
        Port = settings.Port.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>As Core takes it. What cannot be read becomes a value that Core refuses.</summary>
    public AzureVmSettings ToSettings() => new()
    {
        Cloud = Cloud,
        AuthorityHost = Cloud == AzureCloud.Custom ? Address(AuthorityHost) : null,
        ResourceManagerEndpoint = Cloud == AzureCloud.Custom ? Address(ResourceManagerEndpoint) : null,
        Audience = Cloud == AzureCloud.Custom ? OrNull(Audience) : null,
        TenantId = OrNull(TenantId),
        Credential = Credential,
        ClientId = Credential == AzureCredentialKind.AzureCli ? null : OrNull(ClientId),
        Subscriptions = TextLists.Words(Subscriptions),
        ResourceGroups = TextLists.Names(ResourceGroups),
        Tags = ReadTags(Tags).Tags,
        ExcludedResourceGroups = TextLists.Names(ExcludedResourceGroups),
        ExcludedTags = ReadTags(ExcludedTags).Tags,
        AddressKind = AddressKind,
        Port = int.TryParse(Port.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 0,
    };

    /// <summary>Core's sentences, each at the field it is about.</summary>
    public IReadOnlyList<Problem> Problems()
    {
        var settings = ToSettings();
        var sentences = settings.Problems();
        List<Problem> problems = [];

        // Core tells what is wrong with the settings as a whole. A sentence that goes away when one field is put right is about that field.
        foreach (var (field, putRight) in Fields)
        {
            var rest = putRight(settings).Problems();
            problems.AddRange(sentences.Except(rest).Select(sentence => new Problem(field, sentence)));
        }

        problems.AddRange(sentences.Except(problems.Select(p => p.Sentence)).Select(sentence => new Problem(nameof(IntegrationInput.Source), sentence)).ToList());
        problems.AddRange(ReadTags(Tags).Problems.Select(sentence => new Problem(nameof(Tags), sentence)));
        problems.AddRange(ReadTags(ExcludedTags).Problems.Select(sentence => new Problem(nameof(ExcludedTags), sentence)));
        return problems;
    }

    private static readonly IReadOnlyList<(string Field, Func<AzureVmSettings, AzureVmSettings> PutRight)> Fields =
    [
        (nameof(TenantId), s => s with { TenantId = "contoso.example" }),
        (nameof(ClientId), s => s with { ClientId = "client" }),
        (nameof(Subscriptions), s => s with { Subscriptions = [] }),
        (nameof(AuthorityHost), s => s with { AuthorityHost = new("https://example.com") }),
        (nameof(ResourceManagerEndpoint), s => s with { ResourceManagerEndpoint = new("https://example.com") }),
        (nameof(Audience), s => s with { Audience = "https://example.com" }),
        (nameof(Port), s => s with { Port = 22 }),
    ];

    private static string Write(IReadOnlyDictionary<string, string> tags) => string.Join('\n', tags.Select(t => t.Value.Length == 0 ? t.Key : $"{t.Key}={t.Value}"));

    private static (IReadOnlyDictionary<string, string> Tags, IReadOnlyList<string> Problems) ReadTags(string text)
    {
        var tags = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        List<string> problems = [];
        foreach (var line in TextLists.Lines(text))
        {
            var parts = line.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts[0].Length == 0)
            {
                problems.Add("A tag is name=value, or its name alone for any value; a line each.");
            }
            else if (!tags.TryAdd(parts[0], parts.Length == 2 ? parts[1] : ""))
            {
                problems.Add("The same tag is there twice. A VM has each tag once, so give one line for it.");
            }
        }

        return (tags, [.. problems.Distinct(StringComparer.Ordinal)]);
    }

    private static string? OrNull(string text) => text.Trim() is { Length: > 0 } trimmed ? trimmed : null;

    private static Uri? Address(string text) => Uri.TryCreate(text.Trim(), UriKind.Absolute, out var address) ? address : null;
}
