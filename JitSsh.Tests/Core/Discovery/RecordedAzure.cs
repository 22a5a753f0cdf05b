using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace JitSsh.Tests.Core.Discovery;

/// <summary>Answers as the real Azure once did (Data/azure), to the real SDK; it only adds a sign-in, which was not recorded.</summary>
internal sealed class RecordedAzure : HttpMessageHandler
{
    public const string SubscriptionId = "11111111-2222-3333-4444-555555555555";

    private readonly Dictionary<string, (HttpStatusCode Status, string File)> overrides = [];

    public List<Uri> Requests { get; } = [];

    /// <summary>Answers this path (its end) with another recording.</summary>
    public void Answer(string pathEnd, HttpStatusCode status, string file) => overrides[pathEnd] = (status, file);

    public static string Text(string file) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "azure", file)).Replace("AZURE_SUBSCRIPTION_ID", SubscriptionId, StringComparison.Ordinal);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var uri = request.RequestUri!;
        lock (Requests)
        {
            Requests.Add(uri);
        }

        return Task.FromResult(uri.AbsolutePath.EndsWith("/oauth2/v2.0/token", StringComparison.Ordinal)
            ? Json(HttpStatusCode.OK, """{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"recorded"}""")
            : Arm(uri));
    }

    private HttpResponseMessage Arm(Uri uri)
    {
        var path = uri.AbsolutePath;
        if (overrides.Keys.FirstOrDefault(end => path.EndsWith(end, StringComparison.OrdinalIgnoreCase)) is { } key)
        {
            var response = Json(overrides[key].Status, Text(overrides[key].File));
            if (response.StatusCode == HttpStatusCode.Unauthorized)
            {
                response.Headers.WwwAuthenticate.Add(AuthenticationHeaderValue.Parse("Bearer authorization_uri=\"https://login.windows.net/\", error=\"invalid_token\", error_description=\"The access token has expired.\""));
            }

            return response;
        }

        return path switch
        {
            "/subscriptions" => Json(HttpStatusCode.OK, Text("miq-subscriptions.json")),
            _ when path.EndsWith("/virtualMachines", StringComparison.Ordinal) && uri.Query.Contains("statusOnly=true", StringComparison.Ordinal) => Json(HttpStatusCode.OK, Statuses()),
            _ when path.EndsWith("/virtualMachines", StringComparison.Ordinal) => Json(HttpStatusCode.OK, Text("miq-vms-list-all.json")),
            // The recorded subscription had no scale set; this list was not asked for then.
            _ when path.EndsWith("/virtualMachineScaleSets", StringComparison.Ordinal) => Json(HttpStatusCode.OK, """{"value":[]}"""),
            _ when path.EndsWith("/networkInterfaces", StringComparison.Ordinal) => Json(HttpStatusCode.OK, Text("miq-nics-list-all.json")),
            _ when path.EndsWith("/publicIPAddresses", StringComparison.Ordinal) => Json(HttpStatusCode.OK, Text("miq-publicips-list-all.json")),
            _ => new HttpResponseMessage(HttpStatusCode.NotFound),
        };
    }

    /// <summary>The recorded instance views in the shape of a list; its ids in lower case, to differ from the other list's.</summary>
    private static string Statuses()
    {
        var vms = JsonNode.Parse(Text("miq-vms-list-all.json"))!["value"]!.AsArray();
        var items = vms
            .Select(vm => (Vm: vm!, File: $"miq-instanceview-{vm!["name"]}.json"))
            .Where(vm => File.Exists(Path.Combine(AppContext.BaseDirectory, "Data", "azure", vm.File)))
            .Select(vm => (JsonNode)new JsonObject
            {
                ["id"] = vm.Vm["id"]!.ToString().ToLowerInvariant(),
                ["name"] = vm.Vm["name"]!.ToString(),
                ["type"] = "Microsoft.Compute/virtualMachines",
                ["location"] = vm.Vm["location"]!.ToString(),
                ["properties"] = new JsonObject { ["instanceView"] = JsonNode.Parse(Text(vm.File)) },
            });
        return new JsonObject { ["value"] = new JsonArray([.. items]) }.ToJsonString();
    }

    private static HttpResponseMessage Json(HttpStatusCode status, string body) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
}
