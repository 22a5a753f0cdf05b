using JitSsh.Core.Catalog;
using JitSsh.Portal.Integrations.Form;

namespace JitSsh.Portal.Integrations.Connect;

/// <summary>The steps of the wizard, in their order.</summary>
public enum ConnectStep
{
    /// <summary>Which connector works on it.</summary>
    Connector = 1,

    /// <summary>Where its servers come from.</summary>
    Discovery,

    /// <summary>Name, user, user groups.</summary>
    Configuration,

    /// <summary>The user's private key.</summary>
    Secret,

    /// <summary>Owner, message, accounts.</summary>
    GetMore,

    /// <summary>Connects, and looks at every server.</summary>
    Test,
}

/// <summary>What the steps are called and what is asked in them.</summary>
internal static class ConnectSteps
{
    /// <summary>All steps.</summary>
    public static IReadOnlyList<ConnectStep> All { get; } = Enum.GetValues<ConnectStep>();

    /// <summary>The heading.</summary>
    public static string Title(ConnectStep step) => step switch
    {
        ConnectStep.GetMore => "Get more",
        ConnectStep.Test => "Test and connect",
        _ => step.ToString(),
    };

    /// <summary>The step in which a field of the form is asked.</summary>
    public static ConnectStep Of(string field) => field switch
    {
        nameof(IntegrationForm.ConnectorId) => ConnectStep.Connector,
        nameof(IntegrationForm.Name) or nameof(IntegrationForm.LoginUser) or nameof(IntegrationForm.LinuxGroups) => ConnectStep.Configuration,
        nameof(IntegrationInput.Base64PrivateKey) => ConnectStep.Secret,
        _ when field.StartsWith(nameof(IntegrationInput.LoginKeyFrom), StringComparison.Ordinal) || field == nameof(IntegrationInput.LoginKeySignIn) => ConnectStep.Secret,
        nameof(IntegrationForm.OwnerId) or nameof(IntegrationForm.OwnerTag) or nameof(IntegrationForm.Message) or nameof(IntegrationForm.KeepDays)
            or nameof(IntegrationForm.HomeDisposal) or nameof(IntegrationForm.ExistingAccounts) => ConnectStep.GetMore,
        "" => ConnectStep.Test,
        _ => ConnectStep.Discovery,
    };
}
