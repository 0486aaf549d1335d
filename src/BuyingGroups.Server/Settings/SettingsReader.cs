using System.Collections;
using System.ComponentModel.DataAnnotations;

namespace BuyingGroups.Server.Settings;

/// <summary>Reads options, and refuses with a sentence those that are out of bounds, and settings that there aren't.</summary>
internal static class SettingsReader
{
    /// <summary>The options of a section.</summary>
    /// <exception cref="StartException">One is wrong; the message says which, and why.</exception>
    public static T Bind<T>(IConfiguration configuration, string section)
        where T : class, new()
    {
        var settings = configuration.GetSection(section);
        // One that is misspelt would be as if it weren't set: a limit that doesn't hold, a door left open.
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

    /// <summary>Returns if settings are of sections that there are.</summary>
    /// <exception cref="StartException">One isn't.</exception>
    public static void RequireSections(IConfiguration configuration, params string[] sections)
    {
        // What has no section below it isn't meant as a setting, such as a variable of the environment for something else.
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
