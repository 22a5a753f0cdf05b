using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Secrets;
using JitSsh.Portal.Auth;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Integrations.Form;

/// <summary>The fields of a secret store, and its test: the secret is read where the connector runs, and shown by type, fingerprint and public line only.</summary>
public sealed partial class SecretStoreFields
{
    private SecretTrialResult? found;
    private SecretRef? about;
    private IReadOnlyList<Problem> failed = [];
    private bool isTesting;

    /// <summary>What was typed.</summary>
    [Parameter, EditorRequired]
    public SecretStoreForm Store { get; set; } = null!;

    /// <summary>The login user, whose key it is; a well-formed Linux name. Of no use for another secret.</summary>
    [Parameter]
    public string User { get; set; } = "";

    /// <summary>The integration whose stored sign-in may be used; null for a new one.</summary>
    [Parameter]
    public IntegrationId? IntegrationId { get; set; }

    /// <summary>The sentences of the whole form.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Problem> Problems { get; set; } = [];

    /// <summary>Told before the test, so that the sentences about the fields are found anew.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    /// <summary>The connector that is to read it; null for the integration's.</summary>
    [Parameter]
    public ConnectorId? ConnectorId { get; set; }

    [Inject]
    private TestSecret Test { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    private bool IsKey => Store.Purpose == SecretPurpose.LoginKey;

    private bool IsAboutForm => about is not null && about.Equals(Store.ToReference());

    /// <summary>The test's own sentences stand until the next test; the form's come from its check.</summary>
    private IReadOnlyList<Problem> AllProblems => [.. Problems, .. failed.Where(f => !Problems.Contains(f))];

    private string SignInName => Store.Store == KeyVaultSecretRef.StoreName ? "Client secret" : Store.SignIn == VaultSignIn.AppRole ? "Secret id" : "Token";

    private string SignInHint =>
        !string.IsNullOrEmpty(Store.SignInSecret) ? "One was given. It is not shown again; type another one to replace it."
        : Store.HasStoredSignIn ? "One is stored. Leave this empty to keep it, as long as the address stays the same."
        : "Stored encrypted in this portal's own secret store, and never shown again.";

    private void TakeSignIn(ChangeEventArgs e)
    {
        if (e.Value is string { Length: > 0 } secret)
        {
            Store.SignInSecret = secret;
        }
    }

    private async Task TestAsync()
    {
        (found, failed) = (null, []);
        await Changed.InvokeAsync();
        if (Store.ToReference() is not { } reference || Store.Problems().Count > 0 || await Current.GetAsync() is not { } actor)
        {
            return;
        }

        isTesting = true;
        try
        {
            var outcome = await Test.RunAsync(actor, new() { Purpose = Store.Purpose, From = reference, SignIn = Store.SignInSecret, Integration = IntegrationId, Connector = ConnectorId });
            (found, about) = (outcome.IsDone ? outcome.Value : null, reference);

            // The sentences name the trial's fields; these are the form's.
            failed = [.. outcome.Problems.Select(p => new Problem(Store.Prefix, p.Sentence))];
        }
        finally
        {
            isTesting = false;
        }
    }
}
