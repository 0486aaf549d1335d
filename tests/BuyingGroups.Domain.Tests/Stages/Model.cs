using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Stages;

namespace BuyingGroups.Domain.Tests.Stages;

/// <summary>Builds stages as short texts: <c>"entry A > B, C"</c> is the entry stage A with transitions to B and C.</summary>
internal static class Model
{
    public static IReadOnlyList<Stage> Stages(params string[] texts) => [.. texts.Select(Stage)];

    public static StageModel Of(params string[] texts)
    {
        var change = new Change(DateTimeOffset.UnixEpoch, "ute");
        return new StageModel(new("model"), "Model", "", DefinitionStatus.Live, Stages(texts), change, change, change, Revision: 1);
    }

    private static Stage Stage(string text)
    {
        var parts = text.Split('>', StringSplitOptions.TrimEntries);
        var words = parts[0].Split(' ');
        var next = parts.Length == 1 ? [] : parts[1].Split(',', StringSplitOptions.TrimEntries).Select(name => new StageId(name));
        return new Stage(new(words[1]), words[1], "", Enum.Parse<StageKind>(words[0], ignoreCase: true), [.. next]);
    }
}
