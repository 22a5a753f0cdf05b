using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace JitSsh.Core.Hosting;

/// <summary>A section of the settings, and what it is read into.</summary>
/// <param name="Name">Its whole name, <c>JitSsh:Data</c>.</param>
/// <param name="Type">A class; its properties that can be set are the settings of the section.</param>
public sealed record SettingSection(string Name, Type Type);

/// <summary>How a section of the settings comes to whoever needs it.</summary>
public static class SettingSections
{
    /// <summary>Reads the section into <typeparamref name="T"/>, which is checked at the start, and makes its names known: what is set and known to nobody is refused.</summary>
    public static OptionsBuilder<T> AddSettings<T>(this IServiceCollection services, IConfiguration configuration, string section)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddSingleton(new SettingSection(section, typeof(T)));
        return services.AddOptions<T>().Bind(configuration.GetSection(section)).ValidateOnStart();
    }
}
