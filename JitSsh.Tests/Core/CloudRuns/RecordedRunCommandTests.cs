using System.Net;
using System.Text;
using Azure.Core.Pipeline;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Discovery.Azure;
using JitSsh.Core.Entra;
using JitSsh.Core.Servers;
using JitSsh.Tests.Core.Discovery;
using Xunit;

namespace JitSsh.Tests.Core.CloudRuns;

/// <summary>Run Command as Azure really answered it (Data/azure), to the real SDK: accepted with 202, asked for at the operation's address, and the result.</summary>
public sealed class RecordedRunCommandTests : IDisposable
{
    private readonly Recording recording = new();
    private readonly HttpClient client;

    public RecordedRunCommandTests() => client = new(recording);

    public void Dispose() => client.Dispose();

    [Theory]
    [InlineData("cli-runcommand-v1-result-with-output.json", "/var/lib/waagent/run-command/download/0/script.sh hello\n")]
    [InlineData("cli-runcommand-v1-result.json", "")]
    public async Task Command_AcceptedPolledAndEnded_GivesWhatItSaid(string result, string said)
    {
        recording.Result = result;

        var ran = await RunAsync();

        Assert.Equal((null, said), (ran.Problem?.Sentence, ran.Text));
        Assert.Equal(1, recording.Begun);
        Assert.Contains(recording.Asked, r => r.Contains("/operations/c73dee31-33ff-4835-9c79-5f4a0e8df657", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Command_RefusedWith409_SaysWhatAzureSays()
    {
        recording.Begin = (HttpStatusCode.Conflict, "cli-error-409-not-spot.json");

        Assert.Equal("Azure could not run a command on web-01 (OperationNotAllowed): Operation 'simulateEviction' is allowed only for Spot Virtual Machines", (await RunAsync()).Problem!.Sentence);
    }

    [Fact]
    public async Task Command_Throttled_IsWaitedForAndThenSaid()
    {
        recording.Begin = (HttpStatusCode.TooManyRequests, "cli-error-429-throttled.json");

        var ran = await RunAsync();

        Assert.Contains("too many requests", ran.Problem!.Sentence, StringComparison.Ordinal);
        Assert.True(recording.Begun > 1, string.Join('\n', recording.Asked));
    }

    private Task<CloudResult> RunAsync()
    {
        var connection = new AzureConnectionOptions { Transport = new HttpClientTransport(client), RetryDelay = TimeSpan.FromMilliseconds(1) };
        var limits = new AzureControlOptions { AskAgainAfter = TimeSpan.FromMilliseconds(20), BeginWithin = TimeSpan.FromSeconds(1), EndWithin = TimeSpan.FromMinutes(1), PollEvery = TimeSpan.FromMilliseconds(20) };
        var settings = new AzureVmSettings { TenantId = RecordedAzure.SubscriptionId, ClientId = RecordedAzure.SubscriptionId };
        return new AzureControl(connection, limits).RunAsync(
            new(new ServerId(Guid.NewGuid()), "web-01", settings, "a secret", $"/subscriptions/{RecordedAzure.SubscriptionId}/resourcegroups/rg/providers/microsoft.compute/virtualmachines/web-01", null), "echo hello", default);
    }

    private sealed class Recording : HttpMessageHandler
    {
        private const string Operation = "https://management.azure.com/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.Compute/locations/westus/operations/c73dee31-33ff-4835-9c79-5f4a0e8df657?p=571046f6-b640-41c1-86f7-f9f044b5adf9";

        public string Result { get; set; } = "cli-runcommand-v1-result.json";

        public (HttpStatusCode Status, string File)? Begin { get; set; }

        public List<string> Asked { get; } = [];

        /// <summary>How often the command was sent.</summary>
        public int Begun => Asked.Count(r => r.StartsWith("POST ", StringComparison.Ordinal) && r.Contains("/runCommand", StringComparison.OrdinalIgnoreCase));

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var uri = request.RequestUri!;
            lock (Asked)
            {
                Asked.Add($"{request.Method} {uri}");
            }

            return Task.FromResult(Answer(request.Method, uri));
        }

        private HttpResponseMessage Answer(HttpMethod method, Uri uri)
        {
            if (uri.AbsolutePath.EndsWith("/oauth2/v2.0/token", StringComparison.Ordinal))
            {
                return Json(HttpStatusCode.OK, """{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"recorded"}""");
            }

            if (uri.Host != "management.azure.com")
            {
                return new(HttpStatusCode.NotFound);
            }

            if (method == HttpMethod.Post && Begin is var (status, file))
            {
                return Json(status, RecordedAzure.Text(file));
            }

            if (method == HttpMethod.Post)
            {
                // The recorded answer had no body, and these headers.
                var accepted = new HttpResponseMessage(HttpStatusCode.Accepted) { Content = new StringContent("") };
                accepted.Headers.Location = new($"{Operation}&monitor=true&api-version=2022-11-01");
                accepted.Headers.Add("Azure-AsyncOperation", $"{Operation}&api-version=2022-11-01");
                return accepted;
            }

            return Json(HttpStatusCode.OK, RecordedAzure.Text(
                !uri.AbsolutePath.Contains("/operations/", StringComparison.Ordinal) ? "cli-vm-show-instanceview-running.json"
                : uri.Query.Contains("monitor=true", StringComparison.Ordinal) ? Result : "cli-runcommand-v1-result-asyncop.json"));
        }

        private static HttpResponseMessage Json(HttpStatusCode status, string body) => new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
    }
}
