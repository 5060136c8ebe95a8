import java.time.Duration;
import java.util.List;
import mascarilla.ApiClient;
import mascarilla.ApiException;
import mascarilla.JSON;
import mascarilla.Retrying;
import mascarilla.api.TasksApi;
import mascarilla.model.EmbedReplyInner;
import mascarilla.model.EmbedRequest;
import mascarilla.model.Error;
import mascarilla.model.FillMaskCandidate;
import mascarilla.model.FillMaskRequest;
import mascarilla.model.FillMaskRequestParameters;

/** Asks a running service: its address is the first argument, a key the second where one is asked for. */
class Example {
  public static void main(String[] arguments) throws ApiException {
    // A service that is busy is asked again, for ten seconds at most.
    ApiClient client = new ApiClient(Retrying.client(4, Duration.ofSeconds(10)));
    client.setBasePath(arguments[0]);
    if (arguments.length > 1) client.setBearerToken(arguments[1]);
    TasksApi tasks = new TasksApi(client);

    // One text with one mask.
    FillMaskRequest masked =
        new FillMaskRequest()
            .inputs("El único antecedente personal a reseñar era la <mask> arterial.")
            .parameters(new FillMaskRequestParameters().topK(3));
    for (FillMaskCandidate candidate :
        tasks.fillMask(masked, null).getFillMaskAnswer().getListFillMaskCandidate()) {
      System.out.printf("%.4f%s%n", candidate.getScore(), candidate.getTokenStr());
    }

    // A text that cannot be answered spoils its own place alone.
    EmbedRequest texts =
        new EmbedRequest()
            .inputs(List.of("Paciente con fiebre y tos.", ""))
            .onError(EmbedRequest.OnErrorEnum.ITEM);
    for (EmbedReplyInner item : tasks.embed(texts, null)) {
      System.out.println(
          item.getActualInstance() instanceof List
              ? "a vector of " + item.getListDouble().size() + " numbers"
              : item.getItemError().getCode());
    }

    // An error of the whole request: its code is stable.
    try {
      tasks.fillMask(new FillMaskRequest().inputs("No falta nada."), null);
    } catch (ApiException exception) {
      Error error = JSON.deserialize(exception.getResponseBody(), Error.class);
      System.out.println(exception.getCode() + " " + error.getCode());
    }
  }
}
