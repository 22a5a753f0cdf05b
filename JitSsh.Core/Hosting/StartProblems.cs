using JitSsh.Core.Common;
using Microsoft.Extensions.Options;

namespace JitSsh.Core.Hosting;

/// <summary>Tells what an operator can put right from what is a fault of the program.</summary>
public static class StartProblems
{
    /// <summary>The sentences of an exception at the start that the settings are the reason of; null for any other, which belongs into a report with all that it says.</summary>
    public static IReadOnlyList<string>? Of(Exception exception) => exception switch
    {
        SettingsException settings => settings.Sentences,
        OptionsValidationException options => [.. options.Failures],

        // The address to listen on: it is taken, or not one of this machine.
        IOException { InnerException: { } inner } io when inner.GetType().Name is "AddressInUseException" => [$"{io.Message} Stop what listens there, or set ASPNETCORE_URLS to another port."],
        // The configuration's own words for a number or a time that is none; they name the setting.
        InvalidOperationException { InnerException: not null } value when value.Message.StartsWith("Failed to convert configuration value", StringComparison.Ordinal) => [value.Message],
        AggregateException several when several.InnerExceptions.All(e => Of(e) is not null) => [.. several.InnerExceptions.SelectMany(e => Of(e)!)],
        _ => null,
    };
}
