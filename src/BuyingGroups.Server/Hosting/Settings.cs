using System.ComponentModel.DataAnnotations;

namespace BuyingGroups.Server.Hosting;

/// <summary>Reads options, and refuses those that are out of bounds with a sentence.</summary>
internal static class Settings
{
    /// <summary>The options of a section.</summary>
    /// <exception cref="StartException">One is wrong; the message says which, and why.</exception>
    public static T Bind<T>(IConfiguration configuration, string section)
        where T : class, new()
    {
        var options = new T();
        try
        {
            configuration.GetSection(section).Bind(options);
            Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
            return options;
        }
        catch (Exception exception) when (exception is ValidationException or InvalidOperationException)
        {
            throw new StartException($"The settings of {section} are wrong: {exception.Message}", exception);
        }
    }
}
