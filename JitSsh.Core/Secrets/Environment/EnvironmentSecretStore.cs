using System.Text;
using Microsoft.Extensions.Options;

namespace JitSsh.Core.Secrets.Environment;

/// <summary>Environment variables of the connector: only those that its operator set aside for secrets, so that nobody reads the process's other ones through the portal.</summary>
internal sealed class EnvironmentSecretStore(IOptions<SecretOptions> options) : ISecretStore
{
    public string Name => EnvironmentSecretRef.StoreName;

    public Task<SecretReading> ReadAsync(SecretRef reference, string? signIn, CancellationToken cancel)
    {
        var variable = ((EnvironmentSecretRef)reference).Variable;
        var (prefix, names) = (options.Value.EnvironmentPrefix, options.Value.EnvironmentVariables);
        if (!(prefix.Length > 0 && variable.StartsWith(prefix, StringComparison.Ordinal)) && !names.Contains(variable, StringComparer.Ordinal))
        {
            // The same answer whether there is such a variable or not.
            var allowed = prefix.Length > 0 ? $"those whose names begin with {prefix}" : names.Count > 0 ? string.Join(", ", names) : "none";
            return Task.FromResult(SecretReading.Failed(SecretProblemKind.NotAllowed,
                $"The connector may not give out the environment variable {variable}. Variables that are set aside for secrets: {allowed} (JitSsh:Secrets:EnvironmentPrefix and EnvironmentVariables where the connector runs)."));
        }

        var value = System.Environment.GetEnvironmentVariable(variable);
        return Task.FromResult(string.IsNullOrWhiteSpace(value)
            ? SecretReading.Failed(SecretProblemKind.NotFound, $"The connector has no environment variable {variable}, or it is empty. Set it where the connector runs, and start the connector again.")
            : SecretReading.Of(Encoding.UTF8.GetBytes(value)));
    }
}
