// Amazon's S3 client, its uploads in parts and its presigned URLs, against the server at URL.
import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";

const client = new S3Client({
  endpoint: process.env.URL,
  region: "us-east-1",
  forcePathStyle: true,
  credentials: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret" },
});
const Bucket = "bucket";
const send = (Command, input) => client.send(new Command({ Bucket, ...input }));
const read = async (Key, input) => {
  const { Body } = await send(GetObjectCommand, { Key, ...input });
  return Buffer.from(await Body.transformToByteArray());
};

await send(CreateBucketCommand, {});
await send(PutObjectCommand, { Key: "a b/é.txt", Body: "hello", Metadata: { note: "x" } });
await send(PutObjectCommand, { Key: "stream", Body: Readable.from([Buffer.from("hel"), Buffer.from("lo")]), ContentLength: 5 });
await send(CopyObjectCommand, { Key: "copy", CopySource: `${Bucket}/stream` });

const big = randomBytes(11 * 1024 * 1024);
const uploaded = await new Upload({ client, params: { Bucket, Key: "big", Body: Readable.from([big]) } }).done();

const put = await getSignedUrl(client, new PutObjectCommand({ Bucket, Key: "signed" }));
const get = await getSignedUrl(client, new GetObjectCommand({ Bucket, Key: "signed" }));
await fetch(put, { method: "PUT", body: "presigned" });

const missing = await send(GetObjectCommand, { Key: "none" }).catch((error) => [error.name, error.$metadata.httpStatusCode]);
const absent = await send(HeadObjectCommand, { Key: "none" }).catch((error) => [error.name, error.$metadata.httpStatusCode]);
const head = await send(HeadObjectCommand, { Key: "a b/é.txt" });
const result = {
  metadata: head.Metadata,
  text: (await read("a b/é.txt")).toString(),
  part: (await read("copy", { Range: "bytes=1-2" })).toString(),
  whole: big.equals(await read("big")),
  parts: uploaded.ETag.split("-")[1],
  presigned: await (await fetch(get)).text(),
  missing,
  absent,
  listed: (await send(ListObjectsV2Command, { EncodingType: undefined })).Contents.map((each) => each.Key),
  deleted: (await send(DeleteObjectsCommand, { Delete: { Objects: [{ Key: "copy" }, { Key: "stream" }] } })).Deleted.length,
};
console.log(JSON.stringify(result));
