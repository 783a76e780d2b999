// Signs right and wrong with the AWS SDK for JavaScript, and prints what comes of each.
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { ListTranscriptionJobsCommand, StartTranscriptionJobCommand, TranscribeClient } from "@aws-sdk/client-transcribe";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";

const { MOCKSERVER_URL, AWS_KEY, AWS_SECRET, AWS_TOKEN } = process.env;
const RIGHT = { accessKeyId: AWS_KEY, secretAccessKey: AWS_SECRET };
const WITH_TOKEN = { accessKeyId: "ASIAEXAMPLE", secretAccessKey: AWS_SECRET, sessionToken: AWS_TOKEN };
const OBJECT = new GetObjectCommand({ Bucket: "bucket", Key: "a'(b)/talk.json" });

const common = { endpoint: MOCKSERVER_URL, region: "eu-west-1", maxAttempts: 1 };
const transcribe = (credentials, more) => new TranscribeClient({ ...common, credentials, ...more });
const storage = (credentials) => new S3Client({ ...common, credentials, forcePathStyle: true });

const outcome = (promise) => promise.catch((error) => error.name);
const names = (client) =>
  outcome(client.send(new ListTranscriptionJobsCommand({})).then((page) => page.TranscriptionJobSummaries[0].TranscriptionJobName));
const object = (client) =>
  outcome(client.send(OBJECT).then(async (got) => JSON.parse(await got.Body.transformToString()).jobName));
const link = (credentials, more) => getSignedUrl(storage(credentials), OBJECT, { expiresIn: 60, ...more });
const opened = async (url) => {
  const response = await fetch(url);
  return [response.status, (await response.text()).match(/<Code>(.*)<\/Code>/)?.[1] ?? ""];
};

const tampering = transcribe(RIGHT);
tampering.middlewareStack.add(
  (next) => (args) => {
    args.request.body = '{"MaxResults":1}';
    args.request.headers["content-length"] = "16";
    return next(args);
  },
  { step: "finalizeRequest", priority: "low" },
);

await transcribe(RIGHT).send(
  new StartTranscriptionJobCommand({
    TranscriptionJobName: "talk",
    LanguageCode: "en-US",
    Media: { MediaFileUri: "s3://bucket/talk.mp3" },
    OutputBucketName: "bucket",
    OutputKey: "a'(b)/talk.json",
  }),
);
console.log(
  JSON.stringify({
    right: await names(transcribe(RIGHT)),
    token: await names(transcribe(WITH_TOKEN)),
    secret: await names(transcribe({ ...RIGHT, secretAccessKey: "not it" })),
    key: await names(transcribe({ ...RIGHT, accessKeyId: "AKIAOTHER" })),
    otherToken: await names(transcribe({ ...WITH_TOKEN, sessionToken: "other" })),
    noToken: await names(transcribe({ ...WITH_TOKEN, sessionToken: undefined })),
    tampered: await names(tampering),
    skewed: await names(transcribe(RIGHT, { systemClockOffset: -600_000 })),
    object: await object(storage(RIGHT)),
    objectSecret: await object(storage({ ...RIGHT, secretAccessKey: "not it" })),
    link: await opened(await link(RIGHT)),
    linkWithToken: await opened(await link(WITH_TOKEN)),
    expiredLink: await opened(await link(RIGHT, { signingDate: new Date(Date.now() - 120_000) })),
    changedLink: await opened((await link(RIGHT)).replace("talk.json", "walk.json")),
  }),
);
