using System.Collections;
using System.ComponentModel.DataAnnotations;

namespace BuyingGroups.Server.Settings;

/// <summary>Reads options. Settings that are out of bounds or don't exist are refused with a sentence.</summary>
internal static class SettingsReader
{
    /// <summary>Reads the options of a section.</summary>
    /// <exception cref="StartException">A setting is wrong; the message says which, and why.</exception>
    public static T Bind<T>(IConfiguration configuration, string section)
        where T : class, new()
    {
        var settings = configuration.GetSection(section);
        // A misspelt setting would have no effect: a limit that doesn't hold, a door left open.
        RequireKnown(settings, typeof(T));
        var options = new T();
        try
        {
            settings.Bind(options);
            Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
            return options;
        }
        catch (Exception exception) when (exception is ValidationException or InvalidOperationException)
        {
            throw new StartException($"The settings of {section} are wrong: {exception.Message}", exception);
        }
    }

    /// <summary>Checks that all settings belong to existing sections.</summary>
    /// <exception cref="StartException">One doesn't.</exception>
    public static void RequireSections(IConfiguration configuration, params string[] sections)
    {
        // A name without a section below it isn't meant as a setting: it may be an environment variable for something else.
        if (configuration.GetChildren().FirstOrDefault(section =>
            section.GetChildren().Any() && !sections.Contains(section.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw new StartException(
                $"{unknown.GetChildren().First().Path} isn't a setting. Their sections are {string.Join(", ", sections)}.");
        }
    }

    private static void RequireKnown(IConfigurationSection settings, Type options)
    {
        var known = options.GetProperties()
            .ToDictionary(property => property.Name, property => property.PropertyType, StringComparer.OrdinalIgnoreCase);
        foreach (var setting in settings.GetChildren())
        {
            if (!known.TryGetValue(setting.Key, out var type))
            {
                throw new StartException($"{setting.Path} isn't a setting. Those of {settings.Path} are {string.Join(", ", known.Keys)}.");
            }

            if (type.IsGenericType
                && type.IsAssignableTo(typeof(IEnumerable))
                && type.GetGenericArguments() is [{ IsClass: true } item] && item != typeof(string))
            {
                foreach (var each in setting.GetChildren())
                {
                    RequireKnown(each, item);
                }
            }
        }
    }
}
