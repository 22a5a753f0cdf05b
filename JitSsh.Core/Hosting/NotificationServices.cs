using JitSsh.Core.Notifications;
using JitSsh.Core.Notifications.Email;
using JitSsh.Core.Notifications.InApp;
using JitSsh.Core.Notifications.Webhook;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace JitSsh.Core.Hosting;

/// <summary>Settings, operations and ways of telling people.</summary>
internal static class NotificationServices
{
    public static IServiceCollection AddNotifications(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<NotificationOptions>(configuration, "JitSsh:Notifications").ValidateDataAnnotations();
        services.AddSettings<EmailOptions>(configuration, "JitSsh:Notifications:Email");
        services.AddSettings<WebhookOptions>(configuration, "JitSsh:Notifications:Webhooks");
        services.AddSettings<PortalLink>(configuration, "JitSsh");
        return services
            .AddSingleton<IValidateOptions<EmailOptions>, EmailOptionProblems>().AddSingleton<IValidateOptions<WebhookOptions>, WebhookOptionProblems>()
            .AddSingleton<MyNotices>().AddSingleton<ChooseNotices>()
            .AddSingleton<SendByEmail>().AddSingleton<ISendNotices>(s => s.GetRequiredService<SendByEmail>()).AddSingleton<TestEmail>()
            .AddSingleton<AddressRule>().AddSingleton<WebhookSecrets>().AddSingleton<WebhookClient>().AddSingleton<ISendNotices, SendByWebhook>()
            .AddSingleton<SaveWebhook>().AddSingleton<ShowWebhooks>().AddSingleton<TestWebhook>()
            .AddSingleton<DeliverNotices>().AddHostedService<NoticeSender>();
    }
}
